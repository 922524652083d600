using System.Diagnostics;
using System.Text.RegularExpressions;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>The examples of the shopper's guide are run as they stand there.</summary>
[Collection(OnePlatform.Name)]
public sealed partial class DocsTests(RunningPlatform platform)
{
    [Fact]
    public async Task ExamplesOfTheShopperGuide_WorkWhenCopied()
    {
        Assert.SkipUnless(Exists("curl") && Exists("jq"), "The examples need curl and jq: apt-get install curl jq.");
        var guide = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "api", "README.md"), TestContext.Current.CancellationToken);
        var examples = Example().Matches(guide).Select(m => m.Groups["code"].Value).ToArray();
        Assert.True(examples.Length >= 8, "The guide has lost its examples.");

        var start = new ProcessStartInfo("bash", ["-eu", "-c", string.Join('\n', examples)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SHOP"] = platform.Shop.Gateway.ToString().TrimEnd('/');
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(shell.ExitCode == 0, $"{output}\n{errors}");
        Assert.Contains("\"status\": \"confirmed\"", output, StringComparison.Ordinal);
        Assert.Contains("ordering.order-confirmed.v1", output, StringComparison.Ordinal);
        Assert.Contains("\"cancelled\"", output, StringComparison.Ordinal);
        Assert.Contains("ordering.unknown_sku", output, StringComparison.Ordinal);
    }

    private static bool Exists(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex("```bash\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
