variable "name" {
  type = string
}

variable "ami" {
  type = string
}

variable "size" {
  type = object({ controller = string, standby = optional(string, "t3.micro") })
}

variable "subnet_id" {
  type = string
}

module "controller" {
  source   = "./controller"
  for_each = { active = var.size.controller, standby = var.size.standby }

  name      = "${var.name}-${each.key}"
  ami       = var.ami
  type      = each.value
  subnet_id = var.subnet_id
}
