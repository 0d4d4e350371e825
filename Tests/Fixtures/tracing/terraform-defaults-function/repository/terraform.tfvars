pools = {
  system = {
    nodes = 3
    disk  = { gb = 40 }
  }
  batch = { size = "c5.large" }
}
plain = {}
