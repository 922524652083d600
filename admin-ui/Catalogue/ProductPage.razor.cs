using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>Writes one product. What is typed outlives a lost connection; what somebody else saved first is merged, never overwritten.</summary>
public sealed partial class ProductPage
{
    private static readonly ProductContent Blank = new("", "", "", "", Guid.Empty, [], []);

    private IReadOnlyList<CategoryNode> _tree = [];
    private ProductEdit _edit = new();
    private Begun? _base;
    private ProductMerge? _merge;
    private ProductDetails? _theirs;
    private FormState _form = new(null as Problem);
    private Problem? _failure;
    private string _newId = Guid.CreateVersion7().ToString();
    private string _key = Guid.CreateVersion7().ToString();
    private string _status = "draft";
    private string? _changing;
    private bool _deleting;
    private bool _busy;
    private bool _saved;

    [Parameter] public Guid Id { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal CatalogueClient Catalogue { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;

    private bool IsNew => Id == Guid.Empty;

    private bool MayWrite => Person.May(StaffPermissions.WriteCatalog);

    private string Draft => $"product/{(IsNew ? "new" : Id)}";

    // Kept with the draft: only against what somebody began with can be told who changed what.
    private string Base
    {
        get => JsonSerializer.Serialize(_base, GatewayClient.Json);
        set => _base = JsonSerializer.Deserialize<Begun>(value, GatewayClient.Json) ?? _base;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_base is null || _base.Id != Id)
            await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _failure = null;
        try
        {
            _tree = await Catalogue.CategoriesAsync(CancellationToken.None);
            if (IsNew)
                (_base, _edit, _status) = (new(Id, 0, Blank), ProductEdit.Of(Blank, Person.Format), "draft");
            else
                Take(await Catalogue.GetAsync(Id, CancellationToken.None));
        }
        catch (GatewayException e)
        {
            _failure = e.Problem;
        }
    }

    private void Take(ProductDetails product) =>
        (_base, _edit, _status) = (new(product.Id, product.Version, product.Content), ProductEdit.Of(product.Content, Person.Format), product.Status);

    private async Task SaveAsync()
    {
        if (_busy)
            return;
        (_busy, _saved, _form) = (true, false, new(null as Problem));
        try
        {
            await SendAsync(_edit.ToContent(Person.Format));
        }
        catch (GatewayException e)
        {
            _form = new(e.Problem);
            if (!e.Problem.IsPassing)
                _key = Guid.CreateVersion7().ToString();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task SendAsync(ProductContent content)
    {
        ProductDetails saved;
        try
        {
            saved = IsNew
                ? await Catalogue.CreateAsync(Guid.Parse(_newId), content, Guid.Parse(_key), CancellationToken.None)
                : await Catalogue.ReviseAsync(Id, _base!.Version, content, Guid.Parse(_key), CancellationToken.None);
        }
        catch (GatewayException e) when (e.Problem.Status == 412)
        {
            _key = Guid.CreateVersion7().ToString();
            await CompareAsync(content);
            return;
        }

        await Js.InvokeVoidAsync("drafts.forget", Draft);
        Take(saved);
        (_saved, _key) = (true, Guid.CreateVersion7().ToString());
        if (IsNew)
            Navigation.NavigateTo($"products/{saved.Id}");
    }

    private async Task CompareAsync(ProductContent mine)
    {
        _theirs = await Catalogue.GetAsync(Id, CancellationToken.None);
        var merge = new ProductMerge(_base!.Content, mine, _theirs.Content);
        if (merge.Fields.Count > 0)
            _merge = merge;
        else
            await TakeAsync(_theirs, _theirs.Content); // both wrote the same
    }

    private Task TakeMergeAsync() => TakeAsync(_theirs!, _merge!.Merged());

    // The draft is forgotten before the rows change, and kept anew as they are then.
    private async Task TakeAsync(ProductDetails theirs, ProductContent merged)
    {
        await Js.InvokeVoidAsync("drafts.forget", Draft);
        Take(theirs);
        (_edit, _merge) = (ProductEdit.Of(merged, Person.Format), null);
        await KeepAsync();
    }

    private async Task KeepAsync()
    {
        StateHasChanged();
        await Task.Yield();
        await Js.InvokeVoidAsync("drafts.keep", Draft);
    }

    private async Task StartOverAsync()
    {
        await Js.InvokeVoidAsync("drafts.forget", Draft);
        (_merge, _saved, _form) = (null, false, new(null as Problem));
        await LoadAsync();
    }

    // Status and prices changed beside the editor: what is being written goes on from there, unless it is about the same.
    private async Task ChangedAsync()
    {
        var now = await Catalogue.GetAsync(Id, CancellationToken.None);
        if (_base is { } begun && now.Version == begun.Version + 1)
            _base = begun with { Version = now.Version };
        _status = now.Status;
    }

    private Task DeleteAsync(Guid key) => Catalogue.DeleteAsync(Id, _base!.Version, key, CancellationToken.None);

    private async Task DeletedAsync()
    {
        await Js.InvokeVoidAsync("drafts.forget", Draft);
        Navigation.NavigateTo("products");
    }

    internal sealed record Begun(Guid Id, long Version, ProductContent Content);
}
