variable "size" {
  default = "t3.large"
}
