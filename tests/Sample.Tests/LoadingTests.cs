using System.Net;
using System.Text.Json.Nodes;
using Commerce.Kernel;

namespace Commerce.Sample.Tests;

public sealed class LoadingTests
{
    [Fact]
    public async Task FillAsync_ASecondTime_ChangesNothing()
    {
        var services = new FakeShop();

        await services.FillAsync();
        var (products, stock) = (services.Products.Count, services.Stock.Count);
        services.Writes = 0;
        await services.FillAsync();

        Assert.True(products >= 1_000 && stock > products, $"{products} products, {stock} stock rows");
        Assert.Equal(Stock.Warehouses.Count, services.Writes);
        Assert.Equal((products, stock), (services.Products.Count, services.Stock.Count));
    }

    [Fact]
    public async Task FillAsync_AfterAStopInTheMiddle_GoesOnFromThere()
    {
        var services = new FakeShop { FailAfterWrites = 112 };
        await Assert.ThrowsAsync<LoadingException>(services.FillAsync);
        Assert.InRange(services.Products.Count, 1, 999);

        services.FailAfterWrites = int.MaxValue;
        await services.FillAsync();

        var all = Assortment.Create();
        Assert.Equal(all.Products.Select(p => p.Id).Order(), services.Products.Order());
        Assert.Equal(all.Products.SelectMany(p => p.Variants).SelectMany(Stock.Of).Count(), services.Stock.Count);
    }

    [Fact]
    public async Task FillAsync_WhenAServiceIsBusy_TriesAgain()
    {
        var services = new FakeShop { BusyAnswers = 1 };

        await services.FillAsync();

        Assert.NotEmpty(services.Stock);
    }

    [Fact]
    public async Task FillAsync_WhenAnItemIsRefused_SaysWhichAndWhy()
    {
        var services = new FakeShop { RefuseProducts = true };

        var refusal = await Assert.ThrowsAsync<LoadingException>(services.FillAsync);

        Assert.Contains("validation_failed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/name", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The three services as the loader sees them, remembering what they were sent.</summary>
    private const string Authenticator = "what the sample apps know";

    private sealed class FakeShop : HttpMessageHandler
    {
        private readonly HashSet<Guid> _categories = [];
        private readonly HashSet<string> _skus = [];

        public HashSet<Guid> Products { get; } = [];

        public HashSet<(string Sku, string Warehouse)> Stock { get; } = [];

        public int Writes { get; set; }

        public int FailAfterWrites { get; set; } = int.MaxValue;

        public int BusyAnswers { get; set; }

        public bool RefuseProducts { get; init; }

        public async Task FillAsync()
        {
            ShopApi api = new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://shop.test") }, TimeProvider.System);
            var token = await new OwnerLogIn(api, TimeProvider.System).TokenAsync(SampleShop.Owner, "a good password", Authenticator, TestContext.Current.CancellationToken);
            await new SampleShop(api, api, _ => { }).FillAsync(token, TestContext.Current.CancellationToken);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (BusyAnswers-- > 0)
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
            var answer = Answer(request.RequestUri!, body);
            if (answer is null)
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            var isRefused = request.RequestUri!.AbsolutePath.Contains("/auth/", StringComparison.Ordinal) && answer.ContainsKey("code");
            return new HttpResponseMessage(isRefused ? HttpStatusCode.Unauthorized : HttpStatusCode.OK)
            {
                Content = new StringContent(answer.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue(isRefused ? "application/problem+json" : "application/json")),
            };
        }

        private JsonObject? Answer(Uri uri, JsonNode? body) => uri.AbsolutePath switch
        {
            "/api/v1/auth/login" => new JsonObject { ["code"] = "identity.second_factor_required", ["secondFactor"] = new JsonObject { ["challenge"] = "asked" } },
            "/api/v1/auth/second-factor" => Complete(body!),
            "/api/v1/categories" when body is null => new JsonObject
            {
                ["items"] = new JsonArray([.. _categories.Select(id => new JsonObject { ["id"] = id, ["children"] = new JsonArray() })]),
            },
            "/api/v1/products/batch-get" => new JsonObject
            {
                ["items"] = new JsonArray([.. body!["ids"]!.AsArray().Select(id => new JsonObject { ["status"] = Products.Contains((Guid)id!) ? 200 : 404 })]),
            },
            "/api/v1/inventory" => new JsonObject { ["unknown"] = new JsonArray([.. Unknown(uri)]) },
            _ => ++Writes > FailAfterWrites ? null : Write(uri, body!),
        };

        // The code of half a minute ago is used already, as when somebody else has just logged in.
        private static JsonObject Complete(JsonNode body)
        {
            Assert.Equal("asked", (string)body["challenge"]!);
            Assert.Equal("totp", (string)body["method"]!);
            var step = TimeBasedCode.StepAt(TimeProvider.System.GetUtcNow());
            var isUsed = (string)body["code"]! == TimeBasedCode.Of(System.Text.Encoding.ASCII.GetBytes(Authenticator), step - 1);
            return isUsed ? new JsonObject { ["code"] = "identity.code_used" } : new JsonObject { ["accessToken"] = "token" };
        }

        private JsonObject Write(Uri uri, JsonNode body)
        {
            switch (uri.AbsolutePath)
            {
                case "/api/v1/categories":
                    Assert.True(body["parentId"] is null || _categories.Contains((Guid)body["parentId"]!), "Parents come first.");
                    Assert.True(_categories.Add((Guid)body["id"]!));
                    return new JsonObject { ["id"] = (Guid)body["id"]! };
                case "/api/v1/products/batch":
                    return new JsonObject { ["items"] = new JsonArray([.. body["items"]!.AsArray().Select((item, i) => Product(item!, i))]) };
                case "/api/v1/inventory/batch":
                    Assert.All(body["items"]!.AsArray(), i => Assert.Equal(0, (int)i!["expectedVersion"]!));
                    Assert.All(body["items"]!.AsArray(), i => Assert.True(Stock.Add(((string)i!["sku"]!, (string)i["warehouse"]!))));
                    _skus.UnionWith(body["items"]!.AsArray().Select(i => (string)i!["sku"]!));
                    return new JsonObject { ["items"] = new JsonArray() };
                default:
                    return new JsonObject { ["code"] = uri.Segments[^1] };
            }
        }

        private JsonObject Product(JsonNode item, int index)
        {
            if (RefuseProducts)
            {
                return new JsonObject
                {
                    ["index"] = index,
                    ["error"] = new JsonObject
                    {
                        ["code"] = "validation_failed",
                        ["detail"] = "Some values are not acceptable.",
                        ["errors"] = new JsonArray(new JsonObject { ["pointer"] = "/name", ["detail"] = "Too long." }),
                    },
                };
            }

            Assert.True(Products.Add((Guid)item["id"]!));
            return new JsonObject { ["index"] = index };
        }

        private IEnumerable<JsonNode> Unknown(Uri uri) => Uri.UnescapeDataString(uri.Query["?skus=".Length..]).Split(',')
            .Where(sku => !_skus.Contains(sku)).Select(sku => (JsonNode)sku);
    }
}
