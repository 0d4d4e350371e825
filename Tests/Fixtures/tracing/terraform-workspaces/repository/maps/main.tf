terraform {
  required_version = ">= 1.5"
}

locals {
  env = terraform.workspace

  sizes = {
    prod    = "m5.2xlarge"
    staging = "m5.large"
    default = "t3.small"
  }

  db = jsondecode(file("${path.module}/sizes/${local.env}.json"))
}

resource "aws_instance" "web" {
  instance_type = local.sizes[local.env]
}

resource "aws_instance" "job" {
  instance_type = lookup(local.sizes, terraform.workspace, local.sizes["default"])
}

# The same in every workspace.
resource "aws_instance" "bastion" {
  instance_type = "t3.micro"
}

resource "aws_db_instance" "main" {
  instance_class = local.db.class
}

module "queue" {
  source      = "./modules/queue"
  environment = terraform.workspace
}
