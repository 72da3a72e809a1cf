"""The demo: an invented agency, two clients and thirty days of work, made by the product's own actions."""
