using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Tests;

public sealed class DiskSpaceTests
{
    [Fact]
    public void Shortage_IsOneSentence_WithTheFolderAndWhatIsNeeded()
    {
        var folder = Path.Combine(Path.GetTempPath(), "not", "yet", "there");

        var sentence = DiskSpace.DescribeShortage(folder, required: long.MaxValue);

        Assert.NotNull(sentence);
        Assert.Contains(folder, sentence, StringComparison.Ordinal);
        Assert.Matches(@"has \d+ MB left", sentence);
        Assert.Null(DiskSpace.DescribeShortage(folder, required: 1));
    }

    [Fact]
    public void WriteToAFullDevice_IsRecognisedAsExhaustion()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        var error = Assert.ThrowsAny<IOException>(() => full.Write([1]));

        Assert.True(DiskSpace.IsExhaustion(error), $"HResult {error.HResult:X}");
    }
}
