groups = {
  system = { size = 40 }
  batch = {
    size = 80
  }
}
memory = null
