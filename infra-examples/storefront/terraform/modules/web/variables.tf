variable "name" {
  type        = string
  description = "Value of the Name tag; the monitoring finds the machine by it."
}

variable "ami" {
  type = string
}

variable "instance_type" {
  type    = string
  default = "t3.medium"
}

variable "subnet_id" {
  type = string
}

variable "security_group_ids" {
  type    = list(string)
  default = []
}

variable "target_group_arn" {
  type = string
}

variable "root_volume_gb" {
  type    = number
  default = 30
}

variable "tags" {
  type    = map(string)
  default = {}
}
