using Commerce.Simulation;

const int MisunderstoodExitCode = 2;
try
{
    return CommandLine.Run(args, Console.Out);
}
catch (FormatException misunderstood)
{
    Console.Error.WriteLine(misunderstood.Message);
    return MisunderstoodExitCode;
}
