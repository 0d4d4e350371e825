variable "number" {}

resource "google_compute_address" "this" {
  name = "a"
}

resource "google_container_node_pool" "this" {
  node_count = var.number
}

output "address" {
  value = google_compute_address.this.address
}
