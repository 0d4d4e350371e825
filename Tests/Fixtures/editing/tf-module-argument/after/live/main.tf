provider "aws" {}

module "a" {
  source = "../modules/m"
  size   = "m5.xlarge"
}
module "b" {
  source = "../modules/m"
  size   = "t3.small"
}
