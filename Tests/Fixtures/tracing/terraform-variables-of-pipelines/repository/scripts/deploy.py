subprocess.run(["terraform", "-chdir=argued", "apply", "-var", f"machine_class={size}"])
