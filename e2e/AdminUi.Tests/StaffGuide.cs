using System.Globalization;
using System.Text.RegularExpressions;

namespace Commerce.AdminUi;

/// <summary>
/// The pictures in <c>docs/staff</c>, of pages as they look now: light, 1024 wide. When a page looks different, run the tests with
/// COMMERCE_WRITE_DOCS=1 and read what else the guide says about it.
/// </summary>
internal sealed partial class StaffGuide(string root, string taken)
{
    // Of 255, on average. Other ids and times make a difference below 0.1, another number of rows a few; pages of the portal differ by 5 to 25, as
    // all have its frame. So this tells when the frame, the theme or much of a page changed, not when a word did.
    private const double MostDifference = 8;

    // Both drawn small, so that letters become shades and what is compared is how the page is laid out.
    private const string Compare = """
        async pictures => {
          const shades = await Promise.all(pictures.map(async picture => {
            const image = new Image();
            image.src = "data:image/png;base64," + picture;
            await image.decode();
            const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 56 });
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0, 64, 56);
            return context.getImageData(0, 0, 64, 56).data;
          }));
          return shades[0].reduce((sum, shade, i) => sum + Math.abs(shade - shades[1][i]), 0) / (64 * 56 * 3);
        }
        """;

    private static bool IsToBeWritten => Environment.GetEnvironmentVariable("COMMERCE_WRITE_DOCS") == "1";

    /// <summary>What is not true of the guide; writes its pictures first when that is asked for.</summary>
    public async IAsyncEnumerable<string> FlawsAsync(Chromium chromium)
    {
        var folder = Path.Combine(root, "docs", "staff");
        var shown = Shown().Matches(await File.ReadAllTextAsync(Path.Combine(folder, "README.md"))).Select(m => m.Groups["name"].Value).ToList();
        Assert.NotEmpty(shown);
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        foreach (var name in shown)
        {
            var (now, kept) = (Path.Combine(taken, $"{name}-light-1024.png"), Path.Combine(folder, "pictures", $"{name}.png"));
            if (IsToBeWritten)
                File.Copy(now, kept, overwrite: true);
            var difference = await page.EvaluateAsync<double>(Compare, new[] { await ReadAsync(now), await ReadAsync(kept) });
            if (difference > MostDifference)
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}: the page no longer looks as docs/staff shows it ({difference:0.0}).");
        }
    }

    private static async Task<string> ReadAsync(string path) => Convert.ToBase64String(await File.ReadAllBytesAsync(path));

    [GeneratedRegex(@"\]\(pictures/(?<name>[a-z-]+)\.png\)")]
    private static partial Regex Shown();
}
