terraform {
  required_version = ">= 1.5"
}

locals {
  name = "complete"
}

locals {
  limits = {
    memory = 512
  }
  common = { device = "/dev/xvdb" }
}

variable "groups" {
  type    = any
  default = {}
}

variable "sizes" {
  type = any
  default = {
    "eu.west" = { size = 30 }
  }
}

module "complete" {
  source = "../modules/asg"
  name   = local.name

  volumes = [
    {
      # Root volume
      device = "/dev/xvda"
      ebs = {
        size = 20
        type = "gp2"
      }
      }, {
      device = "/dev/sda1"
      ebs    = {}
    },
    merge(local.common, { ebs = { size = 40 } }),
  ]

  limits = local.limits
  groups = var.groups
}

module "second" {
  source   = "../modules/asg"
  for_each = toset(["a", "b"])
  name     = each.key
  limits   = { cpu = 256 }
  volumes  = [for device in ["/dev/a"] : { device = device, ebs = { size = 8 } }]
  groups   = var.sizes
}

module "third" {
  source = "../modules/asg"
  name   = "third"
  limits = local.limits
}

module "wrapped" {
  source = "../modules/wrapped"
  groups = { a = { cpu = 1 } }
}

variable "memory" {
  type    = number
  default = 128
}

variable "is_large" {
  type    = bool
  default = false
}

module "fourth" {
  source = "../modules/asg"
  name   = "fourth"
  limits = { cpu = null, memory = var.memory }
}

resource "aws_lambda_function" "plain" {
  memory_size   = null
  timeout       = var.is_large ? 60 : null
  architectures = [null]
}
