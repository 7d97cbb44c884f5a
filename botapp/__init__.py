"""世代服务: a township's services in a chat window. The application is made by `botapp.app.create_app`."""
