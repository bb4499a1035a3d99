"""What joining does when something happens elsewhere, and what it adds to other pages."""
