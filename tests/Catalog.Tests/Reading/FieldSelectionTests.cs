using System.Text;

namespace Commerce.Catalog.Tests;

public sealed class FieldSelectionTests
{
    private static readonly byte[] s_json = """
        {"id":"1","name":"Café <b>","rating":{"average":4.5,"count":3},"variants":[{"sku":"A","name":"x"},{"sku":"B","name":"y"}],"priceRanges":[]}
        """u8.ToArray();

    [Theory]
    [InlineData("id", """{"id":"1"}""")]
    [InlineData("rating.average", """{"rating":{"average":4.5}}""")]
    [InlineData("rating.average,rating", """{"rating":{"average":4.5,"count":3}}""")]
    [InlineData("rating,rating.average", """{"rating":{"average":4.5,"count":3}}""")]
    [InlineData("variants.sku, id", """{"id":"1","variants":[{"sku":"A"},{"sku":"B"}]}""")]
    public void Apply_KeepsOnlyWhatWasAskedFor(string fields, string expected)
    {
        var selection = FieldSelection.Parse(fields, CatalogJson.Compact.ProductDetails).Value;

        Assert.Equal(expected, Encoding.UTF8.GetString(selection!.Apply(s_json)));
    }

    [Fact]
    public void Apply_LeavesTextAsItWasStored()
    {
        var selection = FieldSelection.Parse("name", CatalogJson.Compact.ProductDetails).Value;

        Assert.Equal("{\"name\":\"Café \\u003Cb\\u003E\"}", Encoding.UTF8.GetString(selection!.Apply(s_json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id,")]
    [InlineData("Id")]
    [InlineData("secret")]
    [InlineData("rating.stars")]
    [InlineData("id.id")]
    [InlineData("rating..average")]
    public void Parse_OfAnUnknownField_IsRefused(string fields) =>
        Assert.Equal("unknown_field", FieldSelection.Parse(fields, CatalogJson.Compact.ProductDetails).Error?.Code);

    [Fact]
    public void Key_IsTheSameForEverySpelling() => Assert.Equal(
        FieldSelection.Parse("name,rating.count,rating.average", CatalogJson.Compact.ProductDetails).Value!.Key,
        FieldSelection.Parse("rating.average, name, rating.count", CatalogJson.Compact.ProductDetails).Value!.Key);
}
