size = "dev.us"
