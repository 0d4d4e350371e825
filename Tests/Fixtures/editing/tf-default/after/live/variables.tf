variable "size" {
  type    = string
  default = "m5.xlarge" # old
}
