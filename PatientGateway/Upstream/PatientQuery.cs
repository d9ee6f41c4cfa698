using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace PatientGateway.Upstream;

/// <summary>Query parameters of the patient list. All are text, because only the API validates them.</summary>
/// <param name="Search">The beginning of a first name, a last name or an external id.</param>
/// <param name="Cursor">The <c>nextCursor</c> of the previous page.</param>
/// <param name="Limit">The maximum number of patients on a page.</param>
internal sealed record PatientQuery(
    [property: FromQuery(Name = "search"), Description("The beginning of a first name, a last name or an external id; upper and lower case are the same.")] string? Search,
    [property: FromQuery(Name = "cursor"), Description("The nextCursor of the page before; leave it out for the first page.")] string? Cursor,
    [property: FromQuery(Name = "limit"), Description("How many patients a page holds at most: 1 to 100, 20 if left out.")] string? Limit);
