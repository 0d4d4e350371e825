import subprocess

def deploy(replicas):
    subprocess.run(["terraform", "apply", "-var", f"replicas={replicas}"], cwd="d")
