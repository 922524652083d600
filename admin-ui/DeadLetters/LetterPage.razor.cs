using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One message that could not be handled: why, what was done about it, and what can be. The open dialog stands in the address.</summary>
public sealed partial class LetterPage
{
    private DeadLetterStory? _story;
    private Trial? _trial;
    private Problem? _problem;
    private Problem? _refusal;
    private string _reason = "";
    private bool _busy;

    [Parameter] public string Service { get; set; } = "";
    [Parameter] public long Id { get; set; }

    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal DeadLettersClient Letters { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private bool MayAct => Person.May(StaffPermissions.WriteMessages) && _story!.Letter.Status != "replayed";

    protected override Task OnInitializedAsync() => LoadAsync();

    private string Address(string? action) => ApiPath.Of($"dead-letters/{Service}/{Id}", ("do", action));

    private void Back() => Navigation.NavigateTo(Address(null), replace: true);

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            _story = await Letters.GetAsync(Service, Id, CancellationToken.None);
        }
        catch (GatewayException e)
        {
            _problem = e.Problem;
        }
    }

    private async Task TryAsync()
    {
        (_busy, _refusal, _trial) = (true, null, null);
        try
        {
            _trial = await Letters.TryAsync(Service, Id, CancellationToken.None);
        }
        catch (GatewayException e)
        {
            _refusal = e.Problem;
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task DiscardAsync(Guid key)
    {
        if ((await Letters.DiscardAsync(Service, [Id], _reason, key, CancellationToken.None)).Skipped.Count > 0)
            throw new GatewayException(new(409, "dead_letters.already_replayed", "The message has had its effect already.", null, []));
    }

    private async Task DoneAsync()
    {
        Back();
        _trial = null;
        await LoadAsync();
    }
}
