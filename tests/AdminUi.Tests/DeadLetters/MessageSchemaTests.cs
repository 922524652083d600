using System.Text.Json;

namespace Commerce.AdminUi;

public sealed class MessageSchemaTests
{
    private static readonly MessageSchema Schema = new(JsonDocument.Parse("""
        {"type":"object","properties":{
           "eventId":{"type":"string","format":"uuid"},
           "data":{"type":"object","properties":{
              "at":{"type":"string","format":"date-time"},
              "note":{"type":["string","null"]},
              "lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"},"quantity":{"type":["string","integer"]}},"required":["sku"]}}},
            "required":["at","lines"]}},
         "required":["eventId","data"]}
        """).RootElement);

    [Fact]
    public void Fields_SayWhereWhatStands() => Assert.Equal(
        ["eventId: an id!", "data: an object!", "data.at: a time!", "data.note: text or null", "data.lines: a list!", "data.lines[].sku: text!", "data.lines[].quantity: text or a whole number"],
        Schema.Fields.Select(f => $"{f.Path}: {f.Kind}{(f.IsRequired ? "!" : "")}"));

    [Theory]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001","data":{"at":"2026-05-04T12:00:00Z","lines":[{"sku":"A","quantity":1}],"more":1}}""")]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001","data":{"at":"2026-05-04T12:00:00Z","note":null,"lines":[]}}""")]
    public void Check_WhatFits_HasNoProblem(string text) => Assert.Empty(Schema.Check(text));

    [Theory]
    [InlineData("""{"eventId":"seven","data":{"at":"2026-05-04T12:00:00Z","lines":[]}}""", "eventId", "Must be an id.")]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001"}""", "data", "Is missing.")]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001","data":{"at":"yesterday","lines":[]}}""", "data.at", "Must be a time.")]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001","data":{"at":"2026-05-04T12:00:00Z","lines":[{"sku":"A"},{"sku":1}]}}""", "data.lines[1].sku", "Must be text.")]
    [InlineData("""{"eventId":"019a2b6c-0000-7000-8000-000000000001","data":{"at":"2026-05-04T12:00:00Z","lines":[{"quantity":true,"sku":"A"}]}}""", "data.lines[0].quantity", "Must be text or a whole number.")]
    [InlineData("[]", "", "Must be an object.")]
    public void Check_WhatDoesNotFit_SaysWhere(string text, string path, string detail) => Assert.Equal([new(path, detail)], Schema.Check(text));

    [Fact]
    public void Check_WhatIsNoJson_SaysWhereItBreaks() => Assert.Equal("Not JSON: line 2, character 8.", Assert.Single(Schema.Check("{\n  \"a\": }")).Detail);
}
