# A hall: its line, and whatever else it will have one day.

variable "name" {
  type = string
}

variable "ami" {
  type = string
}

variable "controller" {
  type = string
}

variable "subnet_id" {
  type = string
}

module "line" {
  source = "./line"

  name      = "${var.name}-line"
  ami       = var.ami
  size      = { controller = var.controller }
  subnet_id = var.subnet_id
}
