variable "instance_class" {
  type    = string
  default = null
}

variable "allocated_storage" {
  type    = number
  default = 20
}

variable "tags" {
  type    = map(string)
  default = {}
}

module "instance" {
  source = "./modules/instance"

  instance_class    = var.instance_class
  allocated_storage = var.allocated_storage
}
