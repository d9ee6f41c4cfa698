using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;

namespace PatientGateway.Upstream;

/// <summary>Query parameters of the patient list. All are text, because only the API validates them.</summary>
internal sealed record PatientQuery : PatientData
{
    /// <summary>The beginning of a first name, a last name or an external id.</summary>
    [FromQuery(Name = "search"), Description("Prefix of first name, last name or external id; case-insensitive.")]
    public string? Search { get; init; }

    /// <summary>The <c>nextCursor</c> of the previous page.</summary>
    [FromQuery(Name = "cursor"), Description("nextCursor of the previous page; omit it for the first page.")]
    public string? Cursor { get; init; }

    /// <summary>The maximum number of patients on a page.</summary>
    [FromQuery(Name = "limit"), Description("Page size, 1 to 100; default 20.")]
    public string? Limit { get; init; }
}
