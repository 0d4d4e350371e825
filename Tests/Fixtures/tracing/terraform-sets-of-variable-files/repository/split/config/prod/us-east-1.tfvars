size = "prod.us"
