using System.Text;
using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>What somebody sees to whom nothing is open: the way to a second factor, or whom to ask.</summary>
public sealed partial class NoAccess
{
    private Enrolment? _enrolment;
    private IReadOnlyList<string>? _codes;
    private string? _refusal;
    private string _code = "";
    private bool _busy;

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal AccountsClient Accounts { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    // As a picture and not as markup: what another service sends never becomes part of this page.
    private static string QrCode(Enrolment enrolment) => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(enrolment.QrCode));

    private Task EnrolAsync() => TryAsync(async () => _enrolment = await Accounts.EnrolAsync(CancellationToken.None));

    private Task ConfirmAsync() => TryAsync(async () => _codes = (await Accounts.ConfirmEnrolmentAsync(_code.Trim(), CancellationToken.None)).Codes);

    private async Task TryAsync(Func<Task> step)
    {
        (_busy, _refusal) = (true, null);
        try
        {
            await step();
        }
        catch (GatewayException e) when (e.Problem.AsksForProof)
        {
            Navigation.NavigateTo(SignIn.Address("/", e.Problem.MaxAge, e.Problem.Level), forceLoad: true);
        }
        catch (GatewayException e)
        {
            _refusal = e.Problem.Detail;
        }
        finally
        {
            _busy = false;
        }
    }
}
