using System.CommandLine;
using Commerce.Cli;

Screen.Prepare();

// One line per command: each lives in the folder of its name.
var root = new RootCommand("Commerce: an event-driven shop on your machine.")
{
    RunCommand.Create(),
    StopCommand.Create(),
    StatusCommand.Create(),
    LogsCommand.Create(),
    ResetCommand.Create(),
    TokenCommand.Create(),
    DemoCommand.Create(),
    SeedCommand.Create(),
    BenchCommand.Create(),
    VerifyCommand.Create(),
    SimulateCommand.Create(),
    ChaosCommand.Create(),
    RawKestrelCommand.Create(),
    TestCommand.Create(),
};

// The commands handle Ctrl-C themselves: stopping a platform takes longer than the two seconds the parser would allow.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
try
{
    var parsed = root.Parse(args);
    return parsed.Errors.Count > 0 ? Refusal.Usage(parsed) : await parsed.InvokeAsync(configuration);
}
catch (RefusedException refused)
{
    return Refusal.Show(refused);
}
