variable "subnet_id" {
  type    = string
  default = "subnet-0a1b2c3d4e5f60718"
}
