using System.Diagnostics;
using System.Text.RegularExpressions;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>The examples of the guides are run as they stand there.</summary>
[Collection(OnePlatform.Name)]
public sealed partial class DocsTests(RunningPlatform platform)
{
    [Fact]
    public async Task ExamplesOfTheShopperGuide_WorkWhenCopied()
    {
        var examples = await ExamplesAsync("README.md");
        Assert.True(examples.Length >= 8, "The guide has lost its examples.");
        var output = await RunAsync(examples);
        Assert.Contains("\"status\": \"confirmed\"", output, StringComparison.Ordinal);
        Assert.Contains("ordering.order-confirmed.v1", output, StringComparison.Ordinal);
        Assert.Contains("\"cancelled\"", output, StringComparison.Ordinal);
        Assert.Contains("ordering.unknown_sku", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NumberedExamplesAboutAccounts_WorkWhenCopied()
    {
        var openAnAccount = (await ExamplesAsync("README.md")).Take(2);
        var numbered = (await ExamplesAsync("accounts.md")).Where(code => code.StartsWith("# ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, numbered.Length);
        var output = await RunAsync([.. openAnAccount, .. numbered]);
        Assert.Contains("\"sms\"", output, StringComparison.Ordinal);
        Assert.Contains("204\n", output, StringComparison.Ordinal); // the factor is gone, by the fresh proof
        Assert.Contains("second-factor-removed", output, StringComparison.Ordinal);
    }

    private static async Task<string[]> ExamplesAsync(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "api", page), TestContext.Current.CancellationToken);
        return [.. Example().Matches(text).Select(m => m.Groups["code"].Value)];
    }

    private async Task<string> RunAsync(IEnumerable<string> examples)
    {
        Assert.SkipUnless(Exists("curl") && Exists("jq"), "The examples need curl and jq: apt-get install curl jq.");
        var start = new ProcessStartInfo("bash", ["-eu", "-c", string.Join('\n', examples)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SHOP"] = platform.Shop.Gateway.ToString().TrimEnd('/');
        start.Environment["MAILBOX"] = platform.Shop.AddressOf("identity").ToString().TrimEnd('/');
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"{output}\n{errors}");
        return output;
    }

    private static bool Exists(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex("```bash\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
