variable "thumbnails_memory" {
  description = "Memory of the function, in MB; CPU goes with it."
  type        = number
  default     = 2048
}
