terraform {
  required_version = ">= 1.5"
}

locals {
  sizes = { prod = "m5.large" }
}

resource "aws_instance" "web" {
  instance_type = lookup(local.sizes, terraform.workspace, "t3.small")
}
