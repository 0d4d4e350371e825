terraform {
  required_version = ">= 1.5"
}

module "db" {
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 6.1"

  instance_class = var.db_class
  tags           = { size = "db.r6g.large" }
}

# Asked for in another version than the one that lies there.
module "stale" {
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 7.0"

  instance_class = "db.t3.small"
}

module "cache" {
  source = "git::https://git.example.com/modules.git//cache?ref=v3"

  nodes = 3
}

# Another revision lies there.
module "cold" {
  source = "git::https://git.example.com/modules.git//cache?ref=v2"

  nodes = 1
}

variable "db_class" {
  type    = string
  default = "db.r6g.xlarge"
}
