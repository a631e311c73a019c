Program.leave(Program.hardfit.run(CommandLine.arguments))
