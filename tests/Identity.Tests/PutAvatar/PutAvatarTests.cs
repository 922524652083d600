using System.Net;
using System.Text;

namespace Commerce.Identity;

public sealed class PutAvatarTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/users/me/avatar";

    [Fact]
    public async Task PutAvatar_ThatIsAPicture_IsServedAsOneAndNothingElse()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.no_avatar", await (await client.GetAsync(Url)).CodeAsync(404));
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(client, Png(8, 8), "text/html")).StatusCode); // what it is, the bytes say

        var answer = await client.GetAsync(Url);
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(Png(8, 8), await answer.Content.ReadAsByteArrayAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, Url);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Url)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Url)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Url)).StatusCode);
    }

    [Fact]
    public async Task PutAvatar_ThatIsNone_IsRefused()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.not_a_picture", await (await PutAsync(client, "<script>alert(1)</script>"u8.ToArray())).CodeAsync(422));
        Assert.Equal("identity.not_a_picture", await (await PutAsync(client, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).CodeAsync(422));
        Assert.Equal("identity.not_a_picture", await (await PutAsync(client, [])).CodeAsync(422));
        Assert.Equal("identity.not_a_picture", await (await PutAsync(client, Png(8, 8)[..20])).CodeAsync(422));
        Assert.Equal("identity.picture_size", await (await PutAsync(client, Png(4097, 8))).CodeAsync(422));
        Assert.Equal("identity.picture_size", await (await PutAsync(client, Png(0, 8))).CodeAsync(422));
        Assert.Equal("identity.picture_size", await (await PutAsync(client, Png(-5, 8))).CodeAsync(422));
        Assert.Equal("body_too_large", await (await PutAsync(client, [.. Png(8, 8), .. new byte[Picture.MaxBytes]])).CodeAsync(413));
    }

    [Fact]
    public void Picture_ReadsTheSizeOfEachKind()
    {
        byte[] jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 3, 1, 0x11, 0];
        Assert.Equal(new("image/jpeg", 40, 30), Picture.Read(jpeg));
        Assert.Equal(new("image/webp", 40, 30), Picture.Read(WebP("VP8X", [0, 0, 0, 0, 39, 0, 0, 29, 0, 0])));
        Assert.Equal(new("image/webp", 40, 30), Picture.Read(WebP("VP8L", [0x2f, 0x27, 0x40, 0x07, 0, 0, 0, 0, 0, 0])));
        Assert.Equal(new("image/webp", 40, 30), Picture.Read(WebP("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 40, 0, 30, 0])));
        for (var length = 0; length < jpeg.Length; length++)
            Picture.Read(jpeg.AsSpan(0, length)); // cut off anywhere it reads nothing beyond its end
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            byte[] start = [.. i % 3 == 0 ? (byte[])[0xff, 0xd8, 0xff] : i % 3 == 1 ? WebP("VP8L", []) : Png(1, 1)[..12], .. bytes];
            Picture.Read(start);
        }
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, byte[] bytes, string type = "image/png")
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new(type);
        return await client.PutAsync(Url, content);
    }

    private static byte[] Png(int width, int height) =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, .. BigEndian(width), .. BigEndian(height), 8, 6, 0, 0, 0, 1, 2, 3, 4,
    ];

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] WebP(string chunk, byte[] content) =>
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. Encoding.ASCII.GetBytes(chunk), 0, 0, 0, 0, .. content];
}
