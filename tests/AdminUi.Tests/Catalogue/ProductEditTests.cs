using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class ProductEditTests
{
    private static readonly PersonFormat German = PersonFormat.Of("de", null);

    private static readonly ProductContent Content = new(
        "lamp", "Lamp", "Line one\nline two", "Fellgate", Guid.CreateVersion7(),
        new()
        {
            ["Material"] = JsonSerializer.SerializeToElement("Oak"),
            ["Height"] = JsonSerializer.SerializeToElement(1.4m),
            ["Dimmable"] = JsonSerializer.SerializeToElement(true),
            ["Rooms"] = JsonSerializer.SerializeToElement(new[] { "Hall", "Study" }),
        },
        [new("L-1", new() { ["Wood"] = "Oak", ["Size"] = "L" }, [Money.Of(123450, "EUR"), Money.Of(9900, "USD")]), new("L-2", [], [])]);

    [Fact]
    public void Edit_ReadBack_IsWhatItWas()
    {
        var again = ProductEdit.Of(Content, German).ToContent(German);

        Assert.Equal(JsonSerializer.Serialize(Content, GatewayClient.Json), JsonSerializer.Serialize(again, GatewayClient.Json));
    }

    [Fact]
    public void Shape_OfADraft_BringsBackItsRows_EachWithItsOwnKey()
    {
        var drafted = ProductEdit.Of(Content, German);
        drafted.AddVariant();
        drafted.Variants.RemoveAt(0);
        drafted.Currencies.Add("JPY");

        var fresh = ProductEdit.Of(Content, German);
        fresh.Shape = drafted.Shape;

        Assert.Equal(drafted.Variants.Select(v => v.Key), fresh.Variants.Select(v => v.Key));
        Assert.Equal("L-2", fresh.Variants[0].Sku);
        Assert.Equal(["EUR", "USD", "JPY"], fresh.Currencies);
    }

    [Theory]
    [InlineData("options", "Wood Oak", "variants/0/options")]
    [InlineData("options", "Wood: Oak, Wood: Ash", "variants/0/options")]
    [InlineData("price", "12,345", "variants/0/prices")]
    [InlineData("price", "a lot", "variants/0/prices")]
    [InlineData("number", "tall", "attributes/a1")]
    public void Field_ThatHoldsWhatItCannot_IsRefusedThere(string field, string text, string pointer)
    {
        var edit = ProductEdit.Of(Content, German);
        switch (field)
        {
            case "options": edit.Variants[0].Options = text; break;
            case "price": edit.Variants[0].Prices["EUR"] = text; break;
            default: edit.Attributes[1].Value = text; break;
        }

        var refusal = Assert.Throws<GatewayException>(() => edit.ToContent(German));

        Assert.Equal("true", new FormState(refusal.Problem).Invalid(pointer));
    }
}
