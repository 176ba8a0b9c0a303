using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Pepay.Storefront.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront;

/// <summary>Answers that are a whole page.</summary>
internal static class PageResults
{
    private const DynamicallyAccessedMemberTypes ComponentMembers = DynamicallyAccessedMemberTypes.All;

    public static IResult Page<[DynamicallyAccessedMembers(ComponentMembers)] TPage>(
        Dictionary<string, object?> parameters, int statusCode = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = statusCode };

    /// <summary>A page that says what did not work, and the way on.</summary>
    public static IResult Problem(int statusCode, string title, string text, string? orderPath = null, string? retryPath = null, string? retryText = null) =>
        Page<ProblemPage>(
            new()
            {
                [nameof(ProblemPage.Title)] = title,
                [nameof(ProblemPage.Text)] = text,
                [nameof(ProblemPage.OrderPath)] = orderPath,
                [nameof(ProblemPage.RetryPath)] = retryPath,
                [nameof(ProblemPage.RetryText)] = retryText,
            },
            statusCode);

    public static IResult FormExpired() => Problem(StatusCodes.Status400BadRequest, Texts.FormExpiredTitle, Texts.FormExpiredText);

    public static IResult OrderNotFound() => Problem(StatusCodes.Status404NotFound, Texts.OrderNotFoundTitle, Texts.OrderNotFoundText);

    public static IResult PaymentNotFound() => Problem(StatusCodes.Status404NotFound, Texts.PaymentNotFoundTitle, Texts.PaymentNotFoundText);
}
