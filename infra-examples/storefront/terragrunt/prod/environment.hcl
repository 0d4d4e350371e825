locals {
  name      = "prod"
  region    = "eu-central-1"
  feed_type = "m5.2xlarge" # the nightly import of all price lists
}
