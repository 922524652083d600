namespace Commerce.AdminUi;

/// <summary>A day with the catalogue: writing, being second, changing many, and taking it back.</summary>
public sealed class CatalogueTests(PortalHost host, Chromium chromium)
{
    private readonly string _name = $"Kettle {Guid.CreateVersion7():N}"[..24] + $"{Guid.CreateVersion7():N}"[^6..];

    [Fact]
    public async Task Editor_ShowsWhatTheApiRefuses_AtTheField_AndSaves()
    {
        var product = host.Shop.Catalogue.Put(_name);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/products/{product.Id}");
        await session.Page.GetByLabel("SKU").First.FillAsync("KETTLE BLACK");
        await session.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).First.FillAsync("A <b>better</b> kettle");
        await Expect(session.Page.Locator(".shop")).ToContainTextAsync("A <b>better</b> kettle");
        await session.Button("Save").ClickAsync();
        await Expect(session.Page.Locator(".field-refusal")).ToContainTextAsync("upper-case letters");

        await session.Page.GetByLabel("SKU").First.FillAsync("KETTLE-BLACK");
        await session.Page.GetByLabel("Price in EUR").First.FillAsync("49.90");
        await session.Button("Save").ClickAsync();

        await Expect(session.Page.GetByText("Saved.")).ToBeVisibleAsync();
        var saved = host.Shop.Catalogue.Find(product.Id);
        Assert.Equal(("A <b>better</b> kettle", "KETTLE-BLACK", 4990), (saved.Name, saved.Variants[0].Sku, saved.Variants[0].Prices[0].MinorUnits));
    }

    [Fact]
    public async Task Editor_WhenSomebodyElseSavedFirst_MergesByChoice_AndLosesNothing()
    {
        var product = host.Shop.Catalogue.Put(_name);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/products/{product.Id}");
        await session.Page.GetByLabel("Brand").FillAsync("Mine");
        await session.Page.GetByLabel("Description").FillAsync("My description.");
        host.Shop.Catalogue.Save(product.Id, p => p with { Brand = "Theirs", Slug = "their-kettle" });
        await session.Button("Save").ClickAsync();

        var merge = session.Page.GetByRole(AriaRole.Region, new() { Name = "Somebody else saved first" });
        await Expect(merge.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(session.Button("Take these")).ToBeDisabledAsync();
        await merge.GetByLabel("Brand: yours").CheckAsync();
        await session.Button("Take these").ClickAsync();
        await session.Button("Save").ClickAsync();

        await Expect(session.Page.GetByText("Saved.")).ToBeVisibleAsync();
        var saved = host.Shop.Catalogue.Find(product.Id);
        Assert.Equal(("Mine", "My description.", "their-kettle", 3), (saved.Brand, saved.Description, saved.Slug, saved.Version));
    }

    [Fact]
    public async Task Draft_OfANewVariant_OutlivesAReload_WithWhatItBeganFrom()
    {
        var product = host.Shop.Catalogue.Put(_name);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/products/{product.Id}");
        await Expect(session.Page.Locator("#product")).ToBeVisibleAsync();
        await session.Button("Variant").ClickAsync();
        await Expect(session.Page.GetByLabel("SKU")).ToHaveCountAsync(3);
        await session.Page.GetByLabel("SKU").Nth(2).FillAsync("KETTLE-RED");
        await session.Page.GetByLabel("Options, such as").Nth(2).FillAsync("Colour: Red");
        host.Shop.Catalogue.Save(product.Id, p => p with { Brand = "Theirs" });

        await session.Page.ReloadAsync();

        await Expect(session.Page.GetByLabel("SKU")).ToHaveCountAsync(3);
        await Expect(session.Page.GetByLabel("SKU").Nth(2)).ToHaveValueAsync("KETTLE-RED");
        await Expect(session.Page.GetByLabel("Options, such as").Nth(2)).ToHaveValueAsync("Colour: Red");
        await session.Button("Save").ClickAsync();
        await Expect(session.Page.GetByText("Somebody else saved first")).ToBeVisibleAsync();
        await session.Button("Take these").ClickAsync();
        await session.Button("Save").ClickAsync();
        await Expect(session.Page.GetByText("Saved.")).ToBeVisibleAsync();
        var saved = host.Shop.Catalogue.Find(product.Id);
        Assert.Equal(("Theirs", 3), (saved.Brand, saved.Variants.Count));
    }

    [Fact]
    public async Task Prices_OfMany_ArePreviewed_Changed_AndUndone_ButNotWhereSomebodyWent()
    {
        var (one, two) = (host.Shop.Catalogue.Put(_name + " one"), host.Shop.Catalogue.Put(_name + " two"));
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/products?q={Uri.EscapeDataString(_name)}&selected={one.Id}~{two.Id}");
        await session.Button("Prices…").ClickAsync();
        await session.Page.GetByLabel("Change by, in percent").FillAsync("-10");
        await session.Page.Keyboard.PressAsync("Tab");
        await Expect(session.Page.Locator(".preview")).ToContainTextAsync("53.91 EUR");
        Assert.Equal(5990, host.Shop.Catalogue.Find(one.Id).Variants[0].Prices[0].MinorUnits);
        await session.Button("Change prices (2 of 2)").ClickAsync();
        await Expect(session.Page.GetByText("2 done.")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();

        host.Shop.Catalogue.Save(two.Id, p => p with { Brand = "Theirs" });
        await session.Page.ReloadAsync();
        await session.Button("Undo").ClickAsync();

        await Expect(session.Page.GetByText("1 undone. 1 stay as they are")).ToBeVisibleAsync();
        Assert.Equal((5990, 5391), (host.Shop.Catalogue.Find(one.Id).Variants[0].Prices[0].MinorUnits, host.Shop.Catalogue.Find(two.Id).Variants[0].Prices[0].MinorUnits));
    }

    [Fact]
    public async Task Categories_AreMovedByKeyAndByMouse()
    {
        var (pans, light) = (host.Shop.Catalogue.Tree[0].Children[1].Id, host.Shop.Catalogue.Tree[1].Id);
        await using var session = await PortalSession.OpenAsync(host, chromium, "/categories");
        await session.Row(pans).Locator(".row-link").ClickAsync();
        await Expect(session.Button("Move up")).ToBeEnabledAsync();
        await session.Page.Keyboard.PressAsync("u");
        await MovedAsync("Pans to 0 below Kitchen");
        await session.Row(light).Locator(".row-link").DragToAsync(session.Row(host.Shop.Catalogue.Tree[0].Id));

        await MovedAsync("Light to 2 below Kitchen");

        async Task MovedAsync(string where)
        {
            for (var i = 0; i < 200 && !host.Shop.Catalogue.Moves.Contains(where); i++)
                await session.Page.WaitForTimeoutAsync(100);
            Assert.Contains(where, host.Shop.Catalogue.Moves);
        }
    }

    [Fact]
    public async Task Draft_IsDeleted_ButNotWhatSomebodyElseWroteMeanwhile()
    {
        var product = host.Shop.Catalogue.Put(_name, "draft");
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/products/{product.Id}");
        await Expect(session.Button("Delete…")).ToBeVisibleAsync();
        host.Shop.Catalogue.Save(product.Id, p => p with { Brand = "Theirs" });
        await session.Button("Delete…").ClickAsync();
        await session.Button("Delete it").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It has changed since you read it.");
        Assert.True(host.Shop.Catalogue.Has(product.Id));

        await session.Page.ReloadAsync();
        await session.Button("Delete…").ClickAsync();
        await session.Button("Delete it").ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "Products" })).ToBeVisibleAsync();
        Assert.False(host.Shop.Catalogue.Has(product.Id));
        await session.GoToAsync($"/products/{host.Shop.Catalogue.Put(_name).Id}");
        await Expect(session.Button("Take off sale…")).ToBeVisibleAsync();
        await Expect(session.Button("Delete…")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Products_AreNotOpenToThoseWithoutThePermission()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/products", "warehouse");
        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
    }
}
