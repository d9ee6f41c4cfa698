using Drills.Cli;

return await DrillCommands.Create().Parse(args).InvokeAsync();
