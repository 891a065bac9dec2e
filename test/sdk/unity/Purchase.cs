// Buys an item with the generated client, as a game in Unity does, and prints what it got.
using System;
using System.Collections;
using System.Net;
using System.Text;
using Coinslot;
using Newtonsoft.Json.Linq;
using UnityEngine;
using UnityEngine.Networking;

public static class Purchase
{
    private static string emulatorUrl;

    public static void Main(string[] args)
    {
        emulatorUrl = args[3];
        var client = new CoinslotClient(args[0], args[1], () => args[2]);
        Run(Buy(client));
    }

    private static IEnumerator Buy(CoinslotClient client)
    {
        ItemsResult items = null;
        yield return client.Items("TEST_STORE", result => items = result, Fail);
        yield return client.RegisterUser(new RegisterUserInput(), result => Check(result.Problem), Fail);
        var input = new RequestPurchaseInput { ItemId = items.Nodes[0].ItemId, Store = "TEST_STORE" };
        RequestPurchaseResult requested = null;
        UnityWebRequest.LostResponses = 1;
        yield return client.RequestPurchase(input, result => requested = result, Fail);
        Check(requested.Problem);
        var verify = new VerifyPurchaseInput
        {
            PurchaseId = requested.Purchase.Id,
            Receipt = new ReceiptInput { TestStore = new TestStoreReceiptInput { Receipt = Pay(requested) } },
        };
        VerifyPurchaseResult verified = null;
        UnityWebRequest.LostResponses = 1;
        yield return client.VerifyPurchase(verify, result => verified = result, Fail);
        Check(verified.Problem);
        UnconsumedPaymentsResult unconsumed = null;
        yield return client.UnconsumedPayments(result => unconsumed = result, Fail);
        CoinslotError refused = null;
        yield return client.Items("NO_STORE", result => Fail(null), error => refused = error);
        var printed = new JObject();
        printed["itemId"] = verified.Payment.Item.ItemId;
        printed["status"] = verified.Payment.Status;
        printed["paidAt"] = verified.Payment.PaidAt;
        printed["amount"] = verified.Payment.Price.Amount;
        printed["quantity"] = verified.Payment.Quantity;
        printed["unconsumed"] = unconsumed.Nodes.Count;
        printed["isOwed"] = unconsumed.Nodes[0].PurchaseToken == verified.Payment.PurchaseToken;
        printed["refused"] = refused.Code;
        Console.WriteLine(printed.ToString(Newtonsoft.Json.Formatting.None));
    }

    private static string Pay(RequestPurchaseResult requested)
    {
        var sale = new JObject();
        sale["store"] = "TEST_STORE";
        sale["productId"] = requested.Purchase.StoreProductId;
        sale["accountToken"] = requested.Purchase.AccountToken;
        sale["outcome"] = "PAID";
        using (var web = new WebClient { Encoding = Encoding.UTF8 })
        {
            web.Headers["content-type"] = "application/json";
            var sold = web.UploadString(emulatorUrl + "/control/purchases", sale.ToString());
            return (string)JObject.Parse(sold)["receipt"]["testStore"]["receipt"];
        }
    }

    private static void Check(ClientProblem problem)
    {
        if (problem != null) throw new Exception(problem.Code + ": " + problem.Message);
    }

    private static void Fail(CoinslotError error)
    {
        throw new Exception(error == null ? "The call must fail." : error.Code + ": " + error.Message);
    }

    /// <summary>Runs a coroutine and those that it waits for.</summary>
    private static void Run(IEnumerator coroutine)
    {
        while (coroutine.MoveNext())
        {
            var inner = coroutine.Current as IEnumerator;
            if (inner != null) Run(inner);
            var wait = coroutine.Current as WaitForSecondsRealtime;
            if (wait != null) System.Threading.Thread.Sleep((int)(wait.Seconds * 1000));
        }
    }
}
