using System.Globalization;
using System.Net;

namespace Commerce.PaymentSandbox;

/// <summary>The page on which a bank would ask its customer to confirm a payment.</summary>
internal static class ChallengePage
{
    private const string Html = "text/html; charset=utf-8";

    public static IResult Question(Charge charge)
    {
        // The sandbox knows minor units only; it shows them as such rather than guessing a currency's decimals.
        var amount = charge.Amount?.ToString(CultureInfo.InvariantCulture);
        return Page(StatusCodes.Status200OK, "Confirm your payment", $"""
            <p>A shop asks to hold <strong>{amount} {WebUtility.HtmlEncode(charge.Currency)}</strong> (in minor units) on your
            {WebUtility.HtmlEncode(charge.Card?.Brand)} card ending in <strong>{charge.Card?.Last4}</strong>.</p>
            <p class="reference">Reference {WebUtility.HtmlEncode(charge.Reference)}</p>
            <form method="post"><button name="outcome" value="approve">Approve</button>
            <button name="outcome" value="fail" class="quiet">Fail the check</button></form>
            """);
    }

    public static IResult Done(bool approved) => approved
        ? Page(StatusCodes.Status200OK, "Payment confirmed", "<p>You may go back to the shop.</p>")
        : Page(StatusCodes.Status200OK, "Payment not confirmed", "<p>The bank refused the payment. You may go back to the shop.</p>");

    public static IResult Over() => Page(
        StatusCodes.Status409Conflict, "Nothing to confirm", "<p>This request was answered before or has been withdrawn.</p>");

    public static IResult Unknown() => Page(
        StatusCodes.Status404NotFound, "No such request", "<p>Nobody asks for a confirmation here.</p>");

    public static IResult NoChoice() => Page(
        StatusCodes.Status400BadRequest, "No choice was made", "<p>Go back, and approve or fail the check.</p>");

    private static IResult Page(int status, string title, string body) => Results.Text($$"""
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>{{title}} · Sandbox bank</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem;color:#1b1f24}
        button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#0b5fff;color:#fff;cursor:pointer}
        .quiet{background:#e7eaee;color:#1b1f24}.reference{color:#57606a;font-size:.875rem}</style>
        <main><h1>{{title}}</h1>{{body}}</main></html>
        """, Html, statusCode: status);
}
