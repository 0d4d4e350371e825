variable "size" {
  type    = string
  default = "m5.2xlarge" # old
}
