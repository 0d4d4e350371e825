terraform {
  required_version = ">= 1.5"
}

variable "settings" {
  type = map(object({
    instance_class = string
    storage        = optional(number, 50)
  }))
}

locals {
  own = var.settings[terraform.workspace]
}

resource "aws_db_instance" "main" {
  instance_class    = local.own.instance_class
  allocated_storage = local.own.storage
}
