namespace Commerce.AdminUi;

public sealed partial class AppearanceTests
{
    private async Task LookAtSalesAsync(PortalSession session)
    {
        var page = session.Page;
        var small = host.Shop.Put(SampleOrder.Confirmed());
        var order = host.Shop.Put(small.Shipped(small.Now.Shipments[0].ShipmentId, "1Z999AA10123456784"));
        var large = host.Shop.Put(SampleOrder.Confirmed(lines: 1000, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen <script>alert(1)</script> \u202eabc"));
        host.Shop.Put(SampleOrder.Stuck());
        host.Shop.PutCall(order.Now.OrderId, "refund", isUnknown: true);
        host.Shop.PutCall(order.Now.OrderId, "capture", isUnknown: false, 29950);
        host.Shop.Statistics = HomeTests.Month();
        await session.GoToAsync("/orders");
        await Expect(session.Row(order.Now.OrderId)).ToBeVisibleAsync();
        await LookAsync(session, "orders");
        await host.Arranged.ViewsAsync("orders");
        await page.GetByText("Views", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByText("Donaudampfschifffahrt").First).ToBeVisibleAsync();
        await LookAsync(session, "orders-views");
        await session.GoToAsync($"/orders?open={order.Now.OrderId}&selected={order.Now.OrderId}");
        await Expect(page.Locator(".pane tfoot")).ToBeVisibleAsync();
        await LookAsync(session, "orders-pane");
        await session.GoToAsync("/orders?status=payment_action_required");
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await LookAsync(session, "orders-nothing");
        await session.GoToAsync($"/orders/{order.Now.OrderId}");
        await Expect(page.Locator(".events li").First).ToBeVisibleAsync();
        await LookAsync(session, "order");
        await session.GoToAsync($"/orders/{order.Now.OrderId}?do=refund");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "order-refund");
        await session.GoToAsync($"/orders/{large.Now.OrderId}");
        await Expect(page.Locator(".lines tbody tr")).ToHaveCountAsync(1000);
        await LookAsync(session, "order-large", axe: false); // a thousand rows alike
        await session.GoToAsync("/checkouts");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync(session, "checkouts");
        await session.GoToAsync("/");
        await Expect(page.Locator(".charts")).ToBeVisibleAsync();
        await LookAsync(session, "home");
        await session.GoToAsync($"/payments?open={order.Now.OrderId}");
        await Expect(page.Locator(".pane tfoot")).ToBeVisibleAsync();
        await LookAsync(session, "payments");
        await session.GoToAsync("/provider-calls");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync(session, "provider-calls");
    }

    private async Task LookAtPeopleAsync(PortalSession session)
    {
        var page = session.Page;
        var person = await host.Arranged.PersonAsync();
        await session.GoToAsync($"/customers?email={person.Email}&open={person.Id}");
        await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
        await LookAsync(session, "customers");
        await session.GoToAsync($"/customers/{person.Id}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Consents" })).ToBeVisibleAsync();
        await LookAsync(session, "customer");
        await session.GoToAsync($"/customers/{person.Id}?do=disable");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "customer-disable");
        await session.GoToAsync($"/erasures?open={await host.Arranged.ErasureAsync()}");
        await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
        await LookAsync(session, "erasures");
        await session.GoToAsync($"/staff?open={await host.Arranged.ClerkAsync()}");
        await Expect(page.Locator(".pane .choice")).ToBeVisibleAsync();
        await LookAsync(session, "staff");
        await session.GoToAsync($"/invitations?open={await host.Arranged.InvitationAsync()}");
        await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
        await LookAsync(session, "invitations");
        await session.GoToAsync("/roles?change=support%2Borders:ship~support!orders:write");
        await Expect(page.GetByText("2 changes")).ToBeVisibleAsync();
        await LookAsync(session, "roles");
        await session.GoToAsync("/roles?change=support%2Borders:ship~support!orders:write&do=save");
        await Expect(page.Locator(".tally")).ToBeVisibleAsync();
        await LookAsync(session, "roles-effect");
        await session.GoToAsync($"/api-keys?open={await host.Arranged.ApiKeyAsync()}");
        await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
        await LookAsync(session, "api-keys");
        await LookAtMessagesAsync(session);
    }

    private async Task LookAtMessagesAsync(PortalSession session)
    {
        var page = session.Page;
        var letter = host.Shop.DeadLetters.Put();
        host.Shop.DeadLetters.Lag("inventory", 12_480, TimeSpan.FromMinutes(7));
        await session.GoToAsync($"/dead-letters?open=payments%2F{SampleDeadLetters.Fingerprint}%2Fpayments.capture-payment.v1");
        await Expect(page.Locator(".pane .rows li").First).ToBeVisibleAsync();
        await LookAsync(session, "dead-letters");
        await session.GoToAsync($"/dead-letters/payments/{letter.Id}");
        await Expect(page.Locator(".letter pre").First).ToBeVisibleAsync();
        await LookAsync(session, "dead-letter");
        await session.GoToAsync($"/dead-letters/payments/{letter.Id}?do=edit");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "dead-letter-mend");
        await session.GoToAsync("/queues?open=inventory%2Finventory.commands");
        await Expect(page.Locator(".pane .facts")).ToBeVisibleAsync();
        await LookAsync(session, "queues");
    }

    private async Task LookAtGoodsAsync(PortalSession session)
    {
        var page = session.Page;
        var sku = Arrange(host.Shop.Stock);
        await session.GoToAsync($"/stock?q=LOOK&open={sku}%2FBER&selected={sku}%2FBER");
        await Expect(page.Locator(".pane .sum")).ToBeVisibleAsync();
        await LookAsync(session, "stock-pane");
        await session.GoToAsync("/stock?low=true");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync(session, "stock-low");
        await session.GoToAsync($"/stock/{sku}");
        await Expect(page.Locator(".sum")).ToBeVisibleAsync();
        await Expect(page.GetByText("paid, until it is sent").First).ToBeVisibleAsync();
        await LookAsync(session, "stock-sku");
        await session.GoToAsync($"/stock/{sku}?do=adjust");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "stock-adjust");
        await session.GoToAsync("/warehouses?open=BER");
        await Expect(page.GetByLabel("Country, two letters")).ToBeVisibleAsync();
        await LookAsync(session, "warehouses");
        var product = host.Shop.Catalogue.Put("Donaudampfschifffahrtsgesellschaftskapitänsmützenkessel, matt black, 1.7 l");
        var draft = host.Shop.Catalogue.Put("Floor lamp, oak", "draft", 12900);
        await session.GoToAsync($"/products?selected={product.Id}");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        await LookAsync(session, "products");
        await session.Button("Withdraw…").ClickAsync();
        await Expect(page.Locator(".preview")).ToContainTextAsync("Off sale");
        await LookAsync(session, "products-withdraw");
        await session.GoToAsync($"/products/{draft.Id}");
        await session.Button("Delete…").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "product-delete");
        await session.GoToAsync($"/products/{product.Id}");
        await Expect(page.Locator(".shop")).ToBeVisibleAsync();
        await LookAsync(session, "product");
        await page.GetByLabel("Brand").FillAsync("Mine");
        host.Shop.Catalogue.Save(product.Id, p => p with { Brand = "Theirs", Description = "Boils water fast.", Variants = [.. p.Variants.Reverse()] });
        await session.Button("Save").ClickAsync();
        await Expect(page.Locator(".merge")).ToBeVisibleAsync();
        await LookAsync(session, "product-merge");
        await session.GoToAsync($"/categories?open={host.Shop.Catalogue.Tree[0].Children[1].Id}");
        await Expect(page.Locator("tr.opened")).ToBeVisibleAsync();
        await LookAsync(session, "categories");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(session, "shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await page.SetViewportSizeAsync(360, 740);
        await session.Button("Menu").ClickAsync();
        await Expect(session.Link("Message queues")).ToBeAttachedAsync();
        await LookAsync(session, "menu");
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
}
