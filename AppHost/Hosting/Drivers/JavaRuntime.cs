using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>What Kafka and Keycloak run on.</summary>
internal static class JavaRuntime
{
    /// <exception cref="StartRefusedException">There is none.</exception>
    public static async Task RequireAsync(string because, string resource, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "java")))
            return;
        if ((await Command.RunAsync(new ProcessSpec("sh", ["-c", "command -v java"]), ct)).ExitCode != 0)
            throw new StartRefusedException(ExitCodes.MissingTool, $"{because} needs Java 17 or later: sudo apt-get install openjdk-17-jre-headless", resource);
    }
}
