"""What a change of the inputs does to a book, before anybody makes it or since a past state."""
