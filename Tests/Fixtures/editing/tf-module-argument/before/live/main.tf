provider "aws" {}

module "a" {
  source = "../modules/m"
  size   = "m5.2xlarge"
}
module "b" {
  source = "../modules/m"
  size   = "t3.small"
}
