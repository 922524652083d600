using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>The frame around every page: who is here, where they may go, and what they see when they may not.</summary>
public sealed partial class MainLayout : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private ErrorBoundary? _boundary;
    private Problem? _problem;
    private bool _menuIsOpen;
    private bool _searchIsOpen;
    private bool _sheetIsOpen;

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private AuthenticationStateProvider Authentication { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;

    [CascadingParameter] private Microsoft.AspNetCore.Components.RouteData? Route { get; set; }

    private string? Permission => Route?.PageType.GetCustomAttribute<NeedsAttribute>()?.Permission;

    public void Dispose()
    {
        Authentication.AuthenticationStateChanged -= OnAuthenticationChanged;
        Navigation.LocationChanged -= OnNavigated;
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Authentication.AuthenticationStateChanged += OnAuthenticationChanged;
        Navigation.LocationChanged += OnNavigated;
        if (Person.Profile is null)
            await LoadAsync();
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            await Person.LoadAsync(await Js.InvokeAsync<string?>("portal.timeZone", _closed.Token), _closed.Token);
        }
        catch (GatewayException e)
        {
            _problem = e.Problem;
        }
        catch (SessionEndedException)
        {
            SignInAgain();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // the page was left
        }
    }

    private void OnNavigated(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs e) =>
        (_menuIsOpen, _searchIsOpen) = (false, false);

    private void OnAuthenticationChanged(Task<AuthenticationState> changed) => _ = InvokeAsync(async () =>
    {
        var user = (await changed).User;
        if (user.IsGone())
            Navigation.NavigateTo(SignOut.SignedOutPath, forceLoad: true);
        else if (user.SessionId() is null)
            SignInAgain();
    });

    // To the same place: whoever is still signed in at the issuer is back before they notice.
    private void SignInAgain() => Navigation.NavigateTo(SignIn.Address(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
}
