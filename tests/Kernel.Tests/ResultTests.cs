namespace Commerce.Kernel.Tests;

public sealed class ResultTests
{
    private static readonly Error s_refusal = new(409, "test.refused", "No.");

    [Fact]
    public void Result_OfAValue_IsOk()
    {
        Result<int> result = 7;

        Assert.True(result.IsOk);
        Assert.Equal(7, result.Value);
    }

    [Fact]
    public void Result_OfAnError_HasNoValue()
    {
        Result<int> result = s_refusal;

        Assert.False(result.IsOk);
        Assert.Same(s_refusal, result.Error);
        Assert.Throws<InvalidOperationException>(() => result.Value);
    }
}
