locals {
  name      = "staging"
  region    = "eu-central-1"
  feed_type = "t3.medium"
}
