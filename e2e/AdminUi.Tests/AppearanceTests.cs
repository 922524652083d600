using System.Reflection;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Commerce.AdminUi;

/// <summary>Every page in both themes at three widths: nothing sticks out, axe finds nothing serious, and a picture is kept to look at.</summary>
public sealed class AppearanceTests(PortalHost host, Chromium chromium)
{
    private static readonly string Pictures = Path.Combine(
        typeof(AppearanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts", "screenshots", "admin-ui");

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Light, 1024)]
    [InlineData(ColorScheme.Light, 1600)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Dark, 1024)]
    [InlineData(ColorScheme.Dark, 1600)]
    public async Task Pages_FitTheScreen_AndAreAccessible(ColorScheme theme, int width)
    {
        var small = host.Shop.Put(SampleOrder.Confirmed());
        var order = host.Shop.Put(small.Shipped(small.Now.Shipments[0].ShipmentId, "1Z999AA10123456784"));
        var large = host.Shop.Put(SampleOrder.Confirmed(lines: 1000, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen <script>alert(1)</script> \u202eabc"));
        host.Shop.Put(SampleOrder.Stuck());
        host.Shop.PutCall(order.Now.OrderId, "refund", isUnknown: true);
        host.Shop.PutCall(order.Now.OrderId, "capture", isUnknown: false, 29950);
        host.Shop.DeadLetters.Clear();
        var letter = host.Shop.DeadLetters.Put();
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders", theme: theme, width: width, height: width == 360 ? 740 : 900);
        var page = session.Page;

        await Expect(session.Row(order.Now.OrderId)).ToBeVisibleAsync();
        await LookAsync("orders");
        await session.GoToAsync($"/orders?open={order.Now.OrderId}&selected={order.Now.OrderId}");
        await Expect(page.Locator(".pane tfoot")).ToBeVisibleAsync();
        await LookAsync("orders-pane");
        await session.GoToAsync("/orders?status=payment_action_required");
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await LookAsync("orders-nothing");
        await session.GoToAsync($"/orders/{order.Now.OrderId}");
        await Expect(page.Locator(".events li").First).ToBeVisibleAsync();
        await LookAsync("order");
        await session.GoToAsync($"/orders/{order.Now.OrderId}?do=refund");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("order-refund");
        await session.GoToAsync($"/orders/{large.Now.OrderId}");
        await Expect(page.Locator(".lines tbody tr")).ToHaveCountAsync(1000);
        await LookAsync("order-large", axe: false); // a thousand rows alike
        await session.GoToAsync("/checkouts");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync("checkouts");
        host.Shop.Statistics = HomeTests.Month();
        await session.GoToAsync("/");
        await Expect(page.Locator(".charts")).ToBeVisibleAsync();
        await LookAsync("home");
        await session.GoToAsync($"/payments?open={order.Now.OrderId}");
        await Expect(page.Locator(".pane tfoot")).ToBeVisibleAsync();
        await LookAsync("payments");
        await session.GoToAsync("/provider-calls");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync("provider-calls");
        await session.GoToAsync($"/dead-letters?open=payments%2F{SampleDeadLetters.Fingerprint}%2Fpayments.capture-payment.v1");
        await Expect(page.Locator(".pane .rows li").First).ToBeVisibleAsync();
        await LookAsync("dead-letters");
        await session.GoToAsync($"/dead-letters/payments/{letter.Id}");
        await Expect(page.Locator(".letter pre").First).ToBeVisibleAsync();
        await LookAsync("dead-letter");
        await session.GoToAsync($"/dead-letters/payments/{letter.Id}?do=edit");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("dead-letter-mend");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await LookAtPeopleAsync();
        var sku = Arrange(host.Shop.Stock);
        await session.GoToAsync($"/stock?q=LOOK&open={sku}%2FBER&selected={sku}%2FBER");
        await Expect(page.Locator(".pane .sum")).ToBeVisibleAsync();
        await LookAsync("stock-pane");
        await session.GoToAsync("/stock?low=true");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync("stock-low");
        await session.GoToAsync($"/stock/{sku}");
        await Expect(page.Locator(".sum")).ToBeVisibleAsync();
        await Expect(page.GetByText("paid, until it is sent").First).ToBeVisibleAsync();
        await LookAsync("stock-sku");
        await session.GoToAsync($"/stock/{sku}?do=adjust");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("stock-adjust");
        await session.GoToAsync("/warehouses?open=BER");
        await Expect(page.GetByLabel("Country, two letters")).ToBeVisibleAsync();
        await LookAsync("warehouses");
        var product = host.Shop.Catalogue.Put("Donaudampfschifffahrtsgesellschaftskapitänsmützenkessel, matt black, 1.7 l");
        host.Shop.Catalogue.Put("Floor lamp, oak", "draft", 12900);
        await session.GoToAsync($"/products?selected={product.Id}");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync("products");
        await session.Button("Withdraw…").ClickAsync();
        await Expect(page.Locator(".preview")).ToContainTextAsync("Off sale");
        await LookAsync("products-withdraw");
        await session.GoToAsync($"/products/{product.Id}");
        await Expect(page.Locator(".shop")).ToBeVisibleAsync();
        await LookAsync("product");
        await page.GetByLabel("Brand").FillAsync("Mine");
        host.Shop.Catalogue.Save(product.Id, p => p with { Brand = "Theirs", Description = "Boils water fast." });
        await session.Button("Save").ClickAsync();
        await Expect(page.Locator(".merge")).ToBeVisibleAsync();
        await LookAsync("product-merge");
        await session.GoToAsync($"/categories?open={host.Shop.Catalogue.Tree[0].Children[1].Id}");
        await Expect(page.Locator("tr.opened")).ToBeVisibleAsync();
        await LookAsync("categories");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("shortcuts");

        async Task LookAtPeopleAsync()
        {
            var person = await host.Arranged.PersonAsync();
            await session.GoToAsync($"/customers?email={person.Email}&open={person.Id}");
            await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
            await LookAsync("customers");
            await session.GoToAsync($"/customers/{person.Id}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Consents" })).ToBeVisibleAsync();
            await LookAsync("customer");
            await session.GoToAsync($"/customers/{person.Id}?do=disable");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await LookAsync("customer-disable");
            await session.GoToAsync($"/erasures?open={await host.Arranged.ErasureAsync()}");
            await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
            await LookAsync("erasures");
            await session.GoToAsync($"/staff?open={await host.Arranged.ClerkAsync()}");
            await Expect(page.Locator(".pane .choice")).ToBeVisibleAsync();
            await LookAsync("staff");
            await session.GoToAsync($"/invitations?open={await host.Arranged.InvitationAsync()}");
            await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
            await LookAsync("invitations");
            await session.GoToAsync("/roles?change=support%2Borders:ship~support!orders:write");
            await Expect(page.GetByText("2 changes")).ToBeVisibleAsync();
            await LookAsync("roles");
            await session.GoToAsync("/roles?change=support%2Borders:ship~support!orders:write&do=save");
            await Expect(page.Locator(".tally")).ToBeVisibleAsync();
            await LookAsync("roles-effect");
            await session.GoToAsync($"/api-keys?open={await host.Arranged.ApiKeyAsync()}");
            await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
            await LookAsync("api-keys");
        }

        async Task LookAsync(string name, bool axe = true)
        {
            Directory.CreateDirectory(Pictures);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()), Animations = ScreenshotAnimations.Disabled });
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            // Its rules see colours, so both themes, and what is on the page, so a narrow and a wide one; more widths would tell it nothing new.
            if (axe && (theme, width) is (ColorScheme.Light, 1024) or (ColorScheme.Dark, 360))
                Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{name}: {Describe(v)}"));
        }
    }

    private static string Arrange(SampleStock stock)
    {
        const string sku = "LOOK-KETTLE-002-BLK";
        if (stock.Has(sku))
            return sku;
        stock.Move(sku, "BER", 80, name: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen <script>alert(1)</script> \u202eabc, black");
        stock.Move(sku, "BER", -27, "sale", order: Guid.CreateVersion7());
        stock.Move(sku, "BER", -1, "damage", note: "Fell from the shelf in aisle 7");
        stock.Move(sku, "PAR", 3);
        stock.Hold(sku, "BER", 3);
        stock.Hold(sku, "BER", 2, isPaid: false);
        stock.Move("LOOK-LAMP-OAK", "PAR", 12, name: "Floor lamp, oak");
        stock.Move("LOOK-LAMP-OAK", "PAR", -12, "sale");
        return sku;
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n  " + string.Join("\n  ", violation.Nodes.Take(5).Select(n => n.Html));
}
