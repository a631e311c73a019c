print("hardfit")
